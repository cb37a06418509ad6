const { lang } = document.documentElement;

/** By which the page writes dates and times, as `tag` of its locale (`words/locale.ts`): English ones day first. */
export const pageTag = lang.startsWith("en") ? "en-GB" : lang;
