import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { Plugin, PluginContainer } from '../contract/plugin.js'
import { CLOCK, CONNECTOR } from '../contract/tokens.js'
import { acme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { definitionOf } from '../testing/open-acme.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { createRuntime, type RuntimeOptions } from './create-runtime.js'

/** The error of a runtime that cannot be made. */
function refusal(options: RuntimeOptions): unknown {
  try {
    createRuntime(options)
    return 'no refusal'
  } catch (error) {
    return error
  }
}

const odd = (register: (container: PluginContainer) => void, specVersion = 1): Plugin => ({
  id: 'odd',
  specVersion,
  register,
})
const broken = (): never => {
  throw new Error('broken')
}
const registering = (value: unknown): Plugin => odd((container) => container.register(CONNECTOR, { useValue: value }))

describe('the registry', () => {
  it('refuses two connectors with one id and names both', () => {
    const error = refusal({ connectors: [acme({ title: 'Acme, official' }), acme({ title: 'Acme, forked' })] })
    expect(error).toMatchObject({ code: 'PLUGIN_DUPLICATE', category: 'config' })
    expect(String(error)).toMatch(/"acme".*"Acme, official".*"Acme, forked"/)
  })

  it("refuses an id that the host's container has already, and says where it comes from", () => {
    const { container } = testHost(scriptedTransport(() => ({})))
    container.register(CONNECTOR, { useValue: definitionOf(acme()) })
    const error = refusal({ connectors: [acme()], container })
    expect(error).toMatchObject({ code: 'PLUGIN_DUPLICATE' })
    expect(String(error)).toMatch(/the host's container.*the plugin "acme"/)
  })

  it('takes one and the same connector twice', () => {
    const plugin = acme()
    expect(createRuntime({ connectors: [plugin, plugin] }).connectors).toHaveLength(1)
  })

  it('refuses a plugin of another contract version and names both versions, without registering it', () => {
    const plugin = odd(() => {
      throw new Error('registered')
    }, 7)
    const error = refusal({ connectors: [plugin] })
    expect(error).toMatchObject({ code: 'PLUGIN_VERSION', category: 'config' })
    expect(String(error)).toMatch(/"odd".*version 7.*version 1/)
  })

  it('refuses a connector of another contract version inside a plugin of this one', () => {
    const error = refusal({ connectors: [registering({ ...definitionOf(acme()), specVersion: 2 })] })
    expect(error).toMatchObject({ code: 'PLUGIN_VERSION' })
    expect(String(error)).toMatch(/version 2.*version 1/)
  })

  it('refuses a plugin that registers nothing', () => {
    expect(refusal({ connectors: [odd(() => {})] })).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'the plugin "odd" registers no connector',
    })
  })

  it.each(['acme', 7, {}, { id: 'acme', specVersion: 1, streams: [] }])(
    'refuses a plugin that registers %j',
    (value) => {
      expect(refusal({ connectors: [registering(value)] })).toMatchObject({
        code: 'PLUGIN_INVALID',
        category: 'config',
      })
    },
  )

  it('refuses a plugin that throws while it registers, and keeps the cause', () => {
    const cause = new Error('no disk')
    const plugin = odd(() => {
      throw cause
    })
    expect(refusal({ connectors: [plugin] })).toMatchObject({
      code: 'PLUGIN_FAILED',
      category: 'bug',
      message: 'the plugin "odd" failed to register: no disk',
      cause,
    })
  })

  it('refuses a plugin that registers a service of the runtime', () => {
    const plugin = odd((container) => container.register(CLOCK, { useValue: { now: () => 0 } }))
    const error = refusal({ connectors: [plugin] })
    expect(error).toMatchObject({ code: 'PLUGIN_FAILED' })
    expect(String(error)).toContain('outlay/clock')
  })

  it('refuses what is no plugin at all, such as an export that does not exist', () => {
    for (const value of [undefined, null, {}, 'acme', { id: 'acme' }]) {
      const connectors = [acme(), value as unknown as Plugin]
      expect(refusal({ connectors })).toMatchObject({ code: 'PLUGIN_INVALID', message: 'connectors[1] is no plugin' })
    }
  })

  it.each([
    registering(undefined),
    registering(null),
    odd((container) => container.register(CONNECTOR, { useFactory: broken })),
  ])('refuses a plugin whose connector cannot be resolved (%#)', (plugin) => {
    expect(refusal({ connectors: [plugin] })).toMatchObject({ code: 'PLUGIN_FAILED', category: 'bug' })
  })

  it('lets a plugin use a factory', () => {
    const definition = definitionOf(acme())
    const plugin = odd((container) => container.register(CONNECTOR, { useFactory: () => definition }))
    expect(createRuntime({ connectors: [plugin] }).connectors).toHaveLength(1)
  })
})

describe('a name that is not known', () => {
  const runtime = createRuntime({ connectors: [acme(), acme({ id: 'zenith' })] })
  const config = { apiKey: 'k' }

  it('of a connector is answered with the nearest, and with all', async () => {
    const asked = runtime.check('main', { connector: 'amce', config })
    await expect(asked).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'there is no connector "amce" (did you mean "acme"?)',
      hint: 'Registered: acme, zenith.',
    })
    await expect(runtime.check('main', { connector: 'paypal', config })).rejects.toMatchObject({
      message: 'there is no connector "paypal"',
    })
    await expect(createRuntime().check('main', { connector: 'acme', config })).rejects.toMatchObject({
      hint: 'No connector is registered.',
    })
  })

  it('of a stream is answered with the nearest, and with all', async () => {
    await expect(runtime.readById('acme', 'balanse', { config }).next()).rejects.toMatchObject({
      message: 'acme has no stream "balanse" (did you mean "balance"?)',
      hint: 'Its streams: balance, usage.',
    })
  })

  it('of a stream in a sync ends it before the first request', async () => {
    const transport = scriptedTransport(() => ({}))
    const own = createRuntime({ connectors: [acme()], container: testHost(transport).container })
    const connections = { main: { connector: 'acme', config, streams: { usge: {} } } }
    const destination = {} as Parameters<typeof own.sync>[0]['destination']
    await expect(own.sync({ connections, destination })).rejects.toMatchObject({
      message: 'main: acme has no stream "usge" (did you mean "usage"?)',
    })
    expect(transport.sent).toHaveLength(0)
  })

  it('of a prototype member is not known either', async () => {
    for (const connector of ['constructor', '__proto__', 'toString']) {
      await expect(runtime.check('main', { connector, config })).rejects.toMatchObject({ category: 'config' })
    }
  })
})
