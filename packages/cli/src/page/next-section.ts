import { nextSteps } from '../quickstart/next-steps.ts';
import { html, type Markup } from '@nestvec/core/kit';

/** The next steps with their commands. */
export function nextSection(program: string, serve: string): Markup {
  const steps = nextSteps(program, serve).map(
    ({ title, commands, note }) =>
      html`<li>
        <h3>${title}</h3>
        <pre><code>${commands.join('\n')}</code></pre>
        ${note === undefined ? [] : [html`<p class="about">${note}</p>`]}
      </li> `,
  );
  return html`<section aria-labelledby="next">
    <h2 id="next">Next</h2>
    <ol class="next">
      ${steps}
    </ol>
  </section> `;
}
