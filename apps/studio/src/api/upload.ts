/**
 * A `fetch` for one large upload: it tells how much of the body has gone, from 0 to 1, which the browser's own cannot.
 */
export function fetchWithProgress(onProgress: (share: number) => void): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await request.blob();
    return new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open(request.method, request.url);
      for (const [name, value] of request.headers) sending.setRequestHeader(name, value);
      sending.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
      sending.addEventListener("load", () => {
        const { status, statusText, responseText } = sending;
        const headers = new Headers();
        for (const line of sending
          .getAllResponseHeaders()
          .trim()
          .split(/[\r\n]+/)) {
          const colon = line.indexOf(":");
          if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
        }
        resolve(new Response(responseText, { status, statusText, headers }));
      });
      sending.addEventListener("error", () => reject(new TypeError("the connection failed")));
      sending.addEventListener("abort", () => reject(request.signal.reason));
      request.signal.addEventListener("abort", () => sending.abort());
      sending.send(body);
    });
  };
}
