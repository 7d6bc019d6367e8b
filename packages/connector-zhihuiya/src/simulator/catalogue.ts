import type { ExactDecimal } from './exact-decimal.js'

/** An interface of the vendor that the simulated account calls. */
export interface CatalogueEntry {
  /** Distinguishes entries in the generator. */
  readonly id: number
  /** Catalogue code, as in the brackets of a name; not unique. */
  readonly code: string
  readonly path: string
  readonly chinese: string
  readonly english: string
  /** Mean calls of a working day. */
  readonly calls: number
  /** Share of the working days on which it is called at all. */
  readonly activePercent: number
}

/** An interface that is charged in money, listed in `usage[]`. */
export interface PricedEntry extends CatalogueEntry {
  readonly price: ExactDecimal
  /** On some days a graduated rate of 12 decimals applies, whose amounts no double can hold. */
  readonly graduated?: true
  /** On some days no call is chargeable. */
  readonly oftenFree?: true
}

/** Interfaces charged per chargeable call. The first two share a code; the third is the vendor's zero-price case. */
export const PRICED_ENTRIES: readonly PricedEntry[] = [
  {
    ...entry(1, 'P042', '/basic-patent-data/fulltext-image', '全文附图', 'Fulltext Image', 90, 100),
    price: { units: 85n, scale: 2 },
  },
  {
    ...entry(2, 'P042', '/basic-patent-data/fulltext-image/batch', '全文附图-批量', 'Fulltext Image Batch', 40, 100),
    price: { units: 625n, scale: 4 },
  },
  {
    ...entry(3, 'P001', '/basic-patent-data/legal-status', '法律状态', 'Legal Status', 60, 90),
    price: { units: 0n, scale: 2 },
  },
  {
    ...entry(4, 'S002', '/search/patent/query-search-patent', '专利检索', 'Patent Search', 5500, 100),
    price: { units: 31n, scale: 1 },
    graduated: true,
  },
  {
    ...entry(5, 'P014', '/patent-family/simple-family', '简单同族（Beta）', 'Simple Family (Beta)', 25, 80),
    price: { units: 1375n, scale: 3 },
    oftenFree: true,
  },
]

/** Interfaces of a package, counted without money, listed in `combo_usage[]`. */
export const COMBO_ENTRIES: readonly CatalogueEntry[] = [
  entry(
    101,
    'AI34-3',
    '/ai/quick-search-report/query',
    '预研报告查询(Beta)',
    'Quick-search report Query(Beta)',
    21,
    100,
  ),
  entry(102, 'M001-2', '/ai/formulation-agent-query', '配方助手-报告查询', 'Formulation agent query', 7, 85),
  entry(103, 'AI35-1', '/ai/novelty-search/submit', '查新检索（Beta）', 'Novelty search (Beta)', 12, 70),
]

function entry(
  id: number,
  code: string,
  path: string,
  chinese: string,
  english: string,
  calls: number,
  activePercent: number,
): CatalogueEntry {
  return { id, code, path, chinese, english, calls, activePercent }
}
