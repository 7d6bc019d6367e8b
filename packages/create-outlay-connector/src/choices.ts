/** What can be chosen, each with what the vendor's page says; the first of each is the default. */
export const CHOICES = {
  auth: {
    bearer: 'a key in `Authorization: Bearer …`',
    header: 'a key in a header of its own, `X-Api-Key: …`',
    basic: 'user name and password, `Authorization: Basic …`',
    query: 'a key in the query, `?api_key=…`',
    body: 'a key in the JSON body of every call',
    'client-credentials': 'OAuth 2.0: an id and a secret are exchanged for a token',
    'refresh-token': 'OAuth 2.0: a user allows the application in a browser',
    sign: 'a signature over each request, made with a secret key',
    none: 'no credentials',
  },
  paging: {
    none: 'a reply holds everything',
    'page-number': '`?page=1`, counted from 1',
    'page-index': '`?page=0`, counted from 0',
    'offset-limit': '`?offset=200&limit=100`',
    cursor: 'the reply names the next page, `"next_cursor": "b3Zl"`',
    'cursor-header': 'a header of the reply names the next page, `X-Next-Cursor: b3Zl`',
    'link-header': 'a header of the reply links to the next page, `Link: <https://…>; rel="next"`',
    'next-url': 'the reply links to the next page, `"next": "https://…"`',
    keyset: 'the last record leads on, `?after=<its id>`',
  },
  windows: {
    days: 'a call is for one day',
    hours: 'a call is for one hour',
    months: 'a call is for one month',
    spans: 'a call is for several days, from and to',
    snapshot: 'a call gives what is now, such as a balance',
  },
  errors: {
    status: 'by HTTP status: 401, 429',
    'in-band': 'by a code in the body, also under HTTP 200: `{"code": 4010, "message": "…"}`',
  },
  license: {
    mit: 'MIT',
    'apache-2.0': 'Apache License 2.0',
    none: 'not to be published: the package is private',
  },
} as const

/** What is chosen along each axis. */
export type Choices = { readonly [Axis in keyof typeof CHOICES]: keyof (typeof CHOICES)[Axis] & string }

export const AXES = ['auth', 'paging', 'windows', 'errors', 'license'] as const satisfies readonly (keyof Choices)[]

/** The options of an axis; the first is the default. */
export function optionsOf<Axis extends keyof Choices>(axis: Axis): readonly Choices[Axis][] {
  return Object.keys(CHOICES[axis]) as Choices[Axis][] // the keys of a constant are known
}

/** Whether a text is an option of an axis. */
export function isOption<Axis extends keyof Choices>(axis: Axis, text: string): text is Choices[Axis] {
  return Object.hasOwn(CHOICES[axis], text)
}
