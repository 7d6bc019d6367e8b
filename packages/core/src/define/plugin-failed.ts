import { OutlayError } from '../contract/errors.js'

/** What a connector's own code threw, as an error of ours that names the connector and `place` ("stream x"). Errors of ours pass through. */
export function pluginFailed(connector: string, place: string, cause: unknown): OutlayError {
  if (OutlayError.isInstance(cause)) return cause
  const said = cause instanceof Error ? cause.message : 'an unknown error'
  return new OutlayError({
    code: 'PLUGIN_FAILED',
    category: 'bug',
    message: `the connector "${connector}" failed in its ${place}: ${said}`,
    hint: 'Report this to the author of the connector.',
    cause,
  })
}
