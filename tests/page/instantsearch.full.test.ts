import { describe } from 'vitest';
import { describeWidgets } from '../support/instantsearch-walk.ts';

describe('react-instantsearch', () => {
  describeWidgets('react', { isShort: false });
});
describe('vue-instantsearch', () => {
  describeWidgets('vue', { isShort: false });
});
