// Starts aedes on a free port of 127.0.0.1 and prints that port; ends when its input ends, so it never outlives the test.
const { createServer } = require('node:net')
const { Aedes } = require('aedes')

Aedes.createBroker().then((broker) => {
  const server = createServer(broker.handle)
  server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
  process.stdin.on('end', () => process.exit(0)).resume()
})
