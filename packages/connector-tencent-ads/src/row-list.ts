import { count } from '@outlay/core'
import * as z from 'zod'

/** A page of rows. `data` and `list` may be missing even from a success: then there is nothing. Rows stay as they came. */
export const rowList = z.object({
  data: z
    .object({
      list: z.array(z.unknown()).nullish(),
      page_info: z.object({ total_number: count().nullish(), total_page: count().nullish() }).nullish(),
    })
    .nullish(),
})

/** A page, read. */
export type RowList = z.output<typeof rowList>

/** Pages of 100 rows, the most that lists other than reports give, up to the totals that each reply states. */
export const hundreds = {
  size: 100,
  totalPages: (body: RowList) => body.data?.page_info?.total_page,
  totalRecords: (body: RowList) => body.data?.page_info?.total_number,
}
