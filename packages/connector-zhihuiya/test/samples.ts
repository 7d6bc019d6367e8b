// What the vendor's pages show and records of real calls hold, byte for byte.

/** The example of a successful reply. Its totals are not the sums of its rows. */
export const SUCCESS = `{
  "data": {
    "usage": [
      {
        "fee_times": 80,
        "used_money": 123.45,
        "usage_times": 100,
        "request_path": "/basic-patent-data/fulltext-image",
        "serial_number": "P042",
        "request_path_name": "[P042]全文附图"
      }
    ],
    "combo_usage": [
      {
        "url": "/ai/quick-search-report/query",
        "url_name": "[AI34-3]预研报告查询(Beta)",
        "used_num": 21,
        "usage_num": 21
      }
    ],
    "usage_money": 100,
    "combo_use_num": 100,
    "combo_usage_num": 100
  },
  "status": true,
  "error_code": 0
}`

const USAGE =
  '[ { "fee_times": 1, "used_money": 0, "usage_times": 1, "request_path": "/basic-patent-data/fulltext-image", "serial_number": "P042", "request_path_name": "<cn>[P042]全文附图</cn><us>[P042]Fulltext Image</us>" } ]'
const COMBO_USAGE =
  '[ { "url": "/ai/quick-search-report/query", "url_name": "<cn>[AI34-3]预研报告查询(Beta)</cn><us>[AI34-3]Quick-search report Query(Beta)</us>", "used_num": 21 }, { "url": "/ai/formulation-agent-query", "url_name": "<cn>[M001-2]配方助手-报告查询</cn><us>[M001-2]Formulation agent query</us>", "used_num": 7 } ]'

/** The lists as the table of fields shows them: names in two languages, no usage_num, no totals. */
export const FIELDS = `{"data":{"usage":${USAGE},"combo_usage":${COMBO_USAGE}},"status":true,"error_code":0}`

/** A refusal of the statement's, recorded under HTTP 200. */
export const QUOTA_REFUSAL =
  '{"error_code":67200004,"error_msg":"No permission or API package quota has exceeded the limit!","status":false}'

/** A refusal of the gateway's, recorded under HTTP 401. */
export const KEY_REFUSAL = '{"error_code":67200008,"http_status":401,"message":"apikey not Pass and call failed!"}'

/** A token as the vendor's guide shows its reply. */
export const flatToken = (token: string) =>
  `{"token":"${token}","token_type":"BearerToken","expires_in":1799,"status":"approved","issued_at":"1736899200000"}`

/** A token as most clients read it. */
export const nestedToken = (token: string) =>
  `{"status":true,"error_code":0,"data":{"token":"${token}","expires_in":"1799"}}`
