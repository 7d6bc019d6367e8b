import { CampaignVendor, campaignConnector } from './campaign-connector.js'
import { type SyncHostOptions, syncHost } from './sync-host.js'

/** A host before the vendor that lists campaigns. For tests. */
export function campaignHost(options: Partial<SyncHostOptions> = {}) {
  const host = syncHost({ plugin: campaignConnector(options.grid), ...options })
  const vendor = new CampaignVendor(host.clock)
  host.vendor.instead = vendor.answer
  return { ...host, vendor }
}
