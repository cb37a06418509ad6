import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Drawn covers are data; a picture is shown before it is uploaded.
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** https://developers.cloudflare.com/workers/static-assets/headers/ */
const HEADERS = `/*
  Content-Security-Policy: ${POLICY}
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: same-origin
  Strict-Transport-Security: max-age=63072000; includeSubDomains
  X-Content-Type-Options: nosniff
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`;

const headers: Plugin = {
  name: "liveotter:headers",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "_headers", source: HEADERS });
  },
};

export default defineConfig({
  plugins: [headers],
  resolve: {
    // Contracts describe themselves for OpenAPI, too: here only what they check is of use.
    alias: { "@hono/zod-openapi": fileURLToPath(new URL("src/api/plain-zod.ts", import.meta.url)) },
  },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries mark their modules for servers that render; here nothing does.
      onLog: (level, log, report) => log.code === "MODULE_LEVEL_DIRECTIVE" || report(level, log),
    },
  },
  // `pnpm dev` here, beside a stack started by `pnpm start`. The API takes changes only from the site it was asked as.
  server: { proxy: { "/v1": { target: process.env.PROMOTER_ORIGIN ?? "http://localhost:8781", changeOrigin: false } } },
});
