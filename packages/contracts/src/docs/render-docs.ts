import type { OpenAPIHono } from "@hono/zod-openapi";
import { STYLE } from "./style.ts";

/** What an app's routes declare, as OpenAPI 3.1. */
export type ApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

type Operation = NonNullable<NonNullable<ApiDocument["paths"]>[string]["get"]>;
interface Listed {
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly about: Operation;
}
type Schema = Readonly<Record<string, unknown>>;

/** The API to read: plain semantic HTML that loads nothing and runs nothing. */
export function renderDocs(document: ApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Listed[] => {
      const about = item[method];
      return about === undefined ? [] : [{ method, path, about }];
    }),
  );
  const tags = document.tags ?? [];
  const tagged = (name: string) => operations.filter(({ about }) => about.tags?.includes(name));
  const schemas = Object.entries(document.components?.schemas ?? {});
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(document.info.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${html(document.info.title)}</h1>
${prose(document.info.description)}
<p>For machines: <a href="/openapi.json">OpenAPI ${html(document.openapi)}</a>.</p>
<nav aria-label="Contents"><ul>
${operations.map(({ path, about }) => `<li><a href="#${id(about)}">${html(about.summary ?? path)}</a></li>`).join("\n")}
<li><a href="#shapes">Shapes</a></li>
</ul></nav>
</header>
<main>
${tags
  .map(
    ({ name, description }) => `<section>
<h2>${html(name)}</h2>
${prose(description)}
${tagged(name).map(operation).join("\n")}
</section>`,
  )
  .join("\n")}
<section>
<h2 id="shapes">Shapes</h2>
${schemas.map(([name, schema]) => shape(name, record(schema))).join("\n")}
</section>
</main>
</body>
</html>
`;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

const id = ({ operationId }: Operation): string => `op-${html(operationId ?? "")}`;

function operation({ method, path, about }: Listed): string {
  const responses = record(about.responses);
  return `<article id="${id(about)}">
<h3>${html(about.summary ?? path)}</h3>
<code class="path"><span class="method">${method.toUpperCase()}</span> ${html(path)}</code>
${prose(about.description)}
${parameters((about.parameters ?? []).map(record))}
${body(record(about.requestBody))}
<h4>Answers</h4>
<div class="wide"><table>
${Object.entries(responses)
  .map(([status, response]) => answer(status, record(response)))
  .join("\n")}
</table></div>
</article>`;
}

function body({ content }: Schema): string {
  const kinds = Object.entries(record(content)).map(
    ([media, sent]) => `<p>${type(record(record(sent).schema))} <span class="soft">as ${html(media)}</span></p>`,
  );
  return kinds.length === 0 ? "" : `<h4>Body</h4>\n${kinds.join("\n")}`;
}

function parameters(given: readonly Schema[]): string {
  if (given.length === 0) return "";
  const rows = given.map(({ name, in: place, required, description, schema }) => {
    const kind = [
      place === "path" ? "in the path" : place === "header" ? "header" : "",
      required === true ? "required" : "",
    ]
      .filter(Boolean)
      .join(", ");
    return `<tr><th scope="row"><code>${html(name)}</code></th><td>${type(record(schema))}${kind && ` <span class="soft">(${kind})</span>`}</td><td>${inline(description)}${example(record(schema))}</td></tr>`;
  });
  return `<h4>Parameters</h4>
<div class="wide"><table>
${rows.join("\n")}
</table></div>`;
}

function answer(status: string, { description, content }: Schema): string {
  const bodies = Object.entries(record(content)).map(
    ([media, body]) => `${type(record(record(body).schema))} <span class="soft">as ${html(media)}</span>`,
  );
  return `<tr><th scope="row"><code>${html(status)}</code></th><td>${inline(description)}</td><td>${bodies.join("<br>")}</td></tr>`;
}

function shape(name: string, schema: Schema): string {
  const rows = Object.entries(record(schema.properties)).map(
    ([field, value]) =>
      `<tr><th scope="row"><code>${html(field)}</code></th><td>${type(record(value))}</td><td>${inline(record(value).description)}</td></tr>`,
  );
  return `<article id="shape-${html(name)}">
<h3>${html(name)}</h3>
${rows.length === 0 ? `<p>${type(schema)}</p>` : `<div class="wide"><table>\n${rows.join("\n")}\n</table></div>`}
</article>`;
}

/** A schema in a few words, with links to the shapes it names. */
function type(schema: Schema): string {
  const reference = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
  if (reference !== undefined) return `<a href="#shape-${html(reference)}">${html(reference)}</a>`;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `<code>${html(value)}</code>`).join(" or ");
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(either)) return either.map((part) => type(record(part))).join(" or ");
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? "anything"];
  return types
    .map((name) => {
      if (name === "array") return `list of ${type(record(schema.items))}`;
      if (name === "object" && schema.properties !== undefined) {
        const fields = Object.entries(record(schema.properties)).map(
          ([field, value]) => `<code>${html(field)}</code> (${type(record(value))})`,
        );
        return `object: ${fields.join(", ")}`;
      }
      return [html(name), limits(schema)].filter(Boolean).join(", ");
    })
    .join(" or ");
}

function limits({ format, minimum, maximum, minLength, maxLength, pattern }: Schema): string {
  return [
    format === undefined ? "" : html(format),
    minimum === undefined || maximum === undefined ? "" : `${html(minimum)} to ${html(maximum)}`,
    minLength === undefined ? "" : `at least ${html(minLength)} characters`,
    maxLength === undefined ? "" : `at most ${html(maxLength)} characters`,
    pattern === undefined ? "" : `matching <code>${html(pattern)}</code>`,
  ]
    .filter(Boolean)
    .join(", ");
}

const example = ({ example }: Schema): string =>
  example === undefined ? "" : ` <span class="soft">Example: <code>${html(example)}</code></span>`;

/** Paragraphs, with words in backticks as code. */
const prose = (text: unknown): string =>
  typeof text !== "string" || text === ""
    ? ""
    : text
        .split("\n\n")
        .map((part) => `<p>${inline(part)}</p>`)
        .join("\n");

const inline = (text: unknown): string => html(text ?? "").replace(/`([^`]+)`/g, "<code>$1</code>");

const record = (value: unknown): Schema => (typeof value === "object" && value !== null ? { ...value } : {});

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const html = (value: unknown): string => String(value).replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
