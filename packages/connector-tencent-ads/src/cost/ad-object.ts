import type { Charge } from '@outlay/core'

/** The ids of a row: `0` is "not applicable at this level". */
interface AdObject {
  readonly campaign_id?: string
  readonly adgroup_id: string
}

/** What a row stands for below its account, and its ids; nothing where it stands for the whole account. */
export function adObject({
  campaign_id = '0',
  adgroup_id,
}: AdObject): Required<Pick<Charge, 'resource' | 'attributes'>> {
  return {
    resource: resource(campaign_id, adgroup_id),
    attributes: { CampaignId: meant(campaign_id), AdGroupId: meant(adgroup_id) },
  }
}

function resource(campaign: string, adgroup: string): Charge['resource'] {
  if (meant(adgroup) !== null) return { id: `adgroup/${adgroup}`, type: 'Ad Group' }
  if (meant(campaign) !== null) return { id: `campaign/${campaign}`, type: 'Campaign' }
  return undefined
}

function meant(id: string): string | null {
  return id === '0' ? null : id
}
