// undici has types for its whole only. What else it holds (fetch, web sockets, caches, mocks) takes twice as long to load.
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici'
}
