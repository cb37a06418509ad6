/** The language of the mails to come, of those that mails are written in: the reader's, as the browser says it. */
export const mailLocale = (languages: readonly string[] = navigator.languages): "en" | "de" => {
  for (const language of languages) {
    if (language.startsWith("de")) return "de";
    if (language.startsWith("en")) return "en";
  }
  return "en";
};
