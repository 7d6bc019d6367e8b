// VitePress checks that a linked page exists, not that it has the heading.

/** Links between pages whose target has no such heading, as "page: link". `pages` holds the HTML by path from the site's root. */
export function deadAnchors(pages) {
  const ids = new Map([...pages].map(([path, html]) => [path, new Set(all(html, /\bid="([^"]+)"/g))]))
  return [...pages].flatMap(([path, html]) =>
    all(html, /<a\b[^>]*?\bhref="(?!https?:|mailto:)([^"]*#[^"]+)"/g)
      .filter((href) => !isThere(href, path, ids))
      .map((href) => `${path}: ${href}`),
  )
}

function isThere(href, from, ids) {
  const { pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `http://site/${from}`)
  const path = decodeURIComponent(pathname).slice(1)
  const candidates = [path, `${path}.html`, `${path}index.html`]
  const anchors = candidates.map((candidate) => ids.get(candidate)).find((found) => found !== undefined)
  return anchors?.has(decodeURIComponent(hash.slice(1))) ?? false
}

function all(text, pattern) {
  return [...text.matchAll(pattern)].map(([, found]) => found)
}
