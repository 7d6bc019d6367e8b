/** The vendor's own examples of replies, byte for byte. */
export const REALTIME_SAMPLE = `{
    "code": 0,
    "message": "",
    "message_cn": "",
    "data": {
        "list": [
            {
                "campaign_id": "<CAMPAIGN_ID>",
                "adgroup_id": "<ADGROUP_ID>",
                "cost": 1300
            }
        ],
        "page_info": {
            "page": 1,
            "page_size": 10,
            "total_number": 1,
            "total_page": 1
        }
    }
}`
export const DAILY_SAMPLE = `{
    "code": 0,
    "message": "",
    "message_cn": "",
    "data": {
        "list": [
            {
                "account_id": "<ACCOUNT_ID>"
            }
        ],
        "page_info": {
            "page": 1,
            "page_size": 10,
            "total_number": 1,
            "total_page": 1
        }
    }
}`
