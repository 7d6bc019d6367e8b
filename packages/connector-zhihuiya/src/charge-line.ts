import { type Charge, type Period, priceUnits } from '@outlay/core'
import type { Config } from './config.js'
import { currencyOf } from './currency.js'
import { interfaceName, splitCode } from './interface-name.js'
import { type Line, skuOf } from './line.js'

/** What a line costs: an interface charged in money its `used_money`, one of a package nothing beyond the package. */
export function chargeLine(line: Line, config: Config, period: Period): Charge {
  return line.kind === 'usage' ? chargeUsage(line, config, period) : chargeCombo(line, config, period)
}

function chargeUsage(line: Line, config: Config, period: Period): Charge {
  return {
    billed: line.used_money,
    // Prices are per chargeable call, of which there may be none.
    quantity: requests(line.fee_times),
    ...common(line, config, period),
  }
}

/** The package is paid for elsewhere: billed is zero where a contract price says what a call of it is worth, else unknown. */
function chargeCombo(line: Line, config: Config, period: Period): Charge {
  const counted = line.usage_num ?? line.used_num
  const shared = { ...common(line, config, period), quantity: requests(counted) }
  const price = Object.hasOwn(config.unitPrices, shared.sku) ? config.unitPrices[shared.sku] : undefined
  if (price === undefined) return { ...shared, billed: null }
  const currency = currencyOf(config)
  return {
    ...shared,
    billed: { amount: '0', currency },
    effective: priceUnits(counted ?? 0, price, currency),
    status: 'configured-unit-price',
    attributes: { ...shared.attributes, UnitPriceConfigured: price },
  }
}

function common(line: Line, config: Config, period: Period) {
  const calls = line.usage_times ?? line.used_num
  const description = interfaceName(line.request_path_name ?? line.url_name ?? '', 'us')
  return {
    period,
    sku: skuOf(line),
    meter: splitCode(description).title || undefined,
    description: description || undefined,
    consumed: requests(calls),
    attributes: {
      InterfacePath: line.request_path ?? line.url,
      CallCount: calls,
      DayBoundary: config.dayBoundary,
    },
  }
}

function requests(amount: number | null) {
  return { amount: amount ?? 0, unit: 'Requests' }
}
