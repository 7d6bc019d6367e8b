import { count } from '@outlay/core'
import * as z from 'zod'

/** A page of rows. `data` and `list` may be missing even from a success: then there is nothing. Rows stay as they came. */
export const costList = z.object({
  data: z
    .object({
      list: z.array(z.unknown()).nullish(),
      page_info: z.object({ total_number: count().nullish(), total_page: count().nullish() }).nullish(),
    })
    .nullish(),
})

type CostList = z.output<typeof costList>

/** Pages of 100 rows, the vendor's most, up to the totals that each reply states. */
export const costPages = {
  size: 100,
  totalPages: (body: CostList) => body.data?.page_info?.total_page,
  totalRecords: (body: CostList) => body.data?.page_info?.total_number,
}
