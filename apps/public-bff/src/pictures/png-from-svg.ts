import type { Resvg } from "@resvg/resvg-wasm";
import { fontFiles } from "../tickets/fonts.ts";

type Renderer = (svg: string) => Uint8Array;

let renderer: Promise<Renderer> | undefined;

/**
 * A drawing as PNG, in its own size, its texts in the fonts of tickets. What it names outside itself is not loaded.
 * Takes some 100 ms in which this isolate does nothing else; loaded when the first is asked for, and kept.
 */
export async function pngFromSvg(svg: string): Promise<Uint8Array> {
  renderer ??= load();
  return (await renderer)(svg);
}

async function load(): Promise<Renderer> {
  const [resvg, { default: wasm }, { regular, bold }] = await Promise.all([
    import("@resvg/resvg-wasm"),
    import("@resvg/resvg-wasm/index_bg.wasm"),
    fontFiles(),
  ]);
  await resvg.initWasm(wasm);
  const font = { fontBuffers: [regular, bold], defaultFontFamily: FAMILY };
  return (svg) => drawn(new resvg.Resvg(svg, { font }));
}

/** As the files call themselves. */
export const FAMILY = "Noto Sans";

/** What lies in its memory is not collected by itself. */
function drawn(drawing: InstanceType<typeof Resvg>): Uint8Array {
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}
