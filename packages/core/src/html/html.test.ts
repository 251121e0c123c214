import { expect, it } from 'vitest';
import { html } from './html.ts';

it('escapes every text that is put in, in attributes too', () => {
  const name = `<b onclick="x('&')">`;
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;">&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;</p>',
  );
});

it('leaves markup as it is, also in a list', () => {
  const items = ['a', '<'].map((text) => html`<i>${text}</i>`);
  expect(html`<b>${items}</b>`.markup).toBe('<b><i>a</i><i>&lt;</i></b>');
});
