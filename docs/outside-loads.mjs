const LOADING = /<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc="((?:https?:)?\/\/[^"]+)"/g
const LINKING = /<link\b[^>]*?\bhref="((?:https?:)?\/\/[^"]+)"/g
const STYLING = /(?:url\(|@import\s+)["']?((?:https?:)?\/\/[^"')]+)/g

/** The addresses on other hosts that a browser would fetch for this HTML or CSS by itself; links to click are none. */
export function outsideLoads(text) {
  return [LOADING, LINKING, STYLING].flatMap((pattern) => [...text.matchAll(pattern)].map(([, url]) => url))
}
