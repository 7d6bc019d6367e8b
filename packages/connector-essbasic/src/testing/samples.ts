/** The vendor's page, example 2 (and, the same text, example 3). */
export const SAMPLE = `{
"Response": {
"Details": [
{
"CostTime": 1695037514,
"CostType": 1,
"CreateOrganizationName": "典子谦示例企业",
"FlowId": "yDwFdUUckps******uzcbXwoXbRF6ja3",
"FlowName": "典子谦示例合同",
"OperatorName": "张三;典子谦",
"QuotaName": "企业版运营礼包",
"QuotaType": "CloudEnterprise",
"Remark": "",
"FlowStatus": "ALL",
"UseCount": 1
}
],
"RequestId": "s16992572741898xxxx",
"Total": 1
}
}`
