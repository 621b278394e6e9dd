"""AWS Lambda on a laptop: real processes under AWS's runtime client, invoked every way there is.

host          everything together
function      what runs, read from the template; invocations and results
pool          environments: warm, cold, as many as allowed
environment   one process and its Runtime API
bootstrap     what that process runs first
asynchronous  asynchronous invocation, retries, on-failure destination
event_source  the queue's event source mapping
schedule      EventBridge's scheduled rule
invoke_api    Lambda's API, for self-invocation; the stores' server passes its calls on
http_api      API Gateway's HTTP API
chain         the count of hops that ends endless loops
logs          what the environments print
wire          the HTTP server under the HTTP API and each environment's Runtime API
"""
