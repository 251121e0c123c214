// Stock widgets of InstantSearch, as they are published, over the client and a server, in a real browser. They ask alike whatever they
// are written in, so that all of them are walked through here in one way, and in the others with the full counts.
import { describe } from 'vitest';
import { describeWidgets } from '../support/instantsearch-walk.ts';

describe('instantsearch.js', () => {
  describeWidgets('javascript', { isShort: false });
});
describe('react-instantsearch', () => {
  describeWidgets('react', { isShort: true });
});
describe('vue-instantsearch', () => {
  describeWidgets('vue', { isShort: true });
});
