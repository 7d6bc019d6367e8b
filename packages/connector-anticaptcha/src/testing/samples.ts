/** The vendor's own example of a reply, but for the line of dots that stands for the hours left out, and the comma that it lacks there. */
export const SAMPLE = `{
  "errorId":0,
  "data":[
    {
      "dateFrom":1550533500,
      "dateTill":1550537099,
      "volume":1899,
      "money":7.495948
    },{
      "dateFrom":1550537100,
      "dateTill":1550540699,
      "volume":2217,
      "money":7.861741
    },
    {
      "dateFrom":1550612700,
      "dateTill":1550616299,
      "volume":2156,
      "money":7.827058
    }
  ]
}`
