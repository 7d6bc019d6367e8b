import * as z from 'zod'
import { accountBill } from './account-bill.js'
import { actionRequest, organizationsOf } from './action-request.js'
import { tencentESign } from './connection.js'

const ACTION = 'ChannelDescribeAccountBillDetail'

/** The accounts of each sub-organisation that the config names, or of the whole application, as they stand now. */
const describeAccountBill = tencentESign.endpoint(
  {
    name: ACTION,
    partitions: (p) => p.each('organization', organizationsOf),
    response: z.object({ Response: z.unknown() }),
  },
  ({ config, partition: { organization } }) => actionRequest(ACTION, config, organization),
)

/** One observation of the five counters. Off unless enabled: it tells of a package that not every platform has bought. */
export const accountBillDetail = describeAccountBill.stream(
  {
    name: 'account_bill_detail',
    title: 'Accounts of sub-organisations: in use, left, lapsed, bought, given',
    optional: true,
    records: (body) => [body.Response],
    stamp: (_raw, { config, partition }) => ({ AppId: config.appId, ProxyOrganizationOpenId: partition.organization }),
    record: accountBill,
  },
  { primaryKey: ['AppId', 'ProxyOrganizationOpenId'] },
)
