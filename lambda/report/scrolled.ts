import { type Html, html } from './html';

/** What may be wider than the screen, in a frame that keys can scroll too. @param label what a screen reader says of it */
export function scrolled(content: Html, label: string): Html {
  return html`<div class="x" role="group" aria-label="${label}" tabindex="0">${content}</div>`;
}
