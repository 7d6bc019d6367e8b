import { count, personal } from '@outlay/core'
import * as z from 'zod'

/**
 * One row of usage: units that a contract took (CostType 1) or gave back when it was withdrawn (2, UseCount negative).
 * Quotas that no contract takes may come without FlowId. FlowStatus is of the moment of reading; it changes later.
 */
export const usageDetail = z.object({
  AppId: z.string(),
  /** The sub-organisation that was asked for; null where the whole application was. */
  ProxyOrganizationOpenId: z.string().nullable(),
  FlowId: z.string().nullish(),
  FlowName: personal(z.string().nullish()),
  FlowStatus: z.string().nullish(),
  OperatorName: personal(z.string().nullish()),
  CreateOrganizationName: z.string().nullish(),
  QuotaType: z.string().min(1),
  QuotaName: z.string().nullish(),
  UseCount: count(),
  /** Unix seconds. */
  CostTime: count(),
  CostType: count(),
  Remark: z.string().nullish(),
})

export type UsageDetail = z.output<typeof usageDetail>
