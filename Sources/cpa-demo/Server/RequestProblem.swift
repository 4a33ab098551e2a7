import Hummingbird

/// An error that becomes the response to a request: a status with an ``APIProblem``.
struct RequestProblem: HTTPResponseError, Equatable {
    var status: HTTPResponse.Status
    var message: String
    var headers: HTTPFields = [:]

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try JSONCoding.response(APIProblem(error: message), status: status)
        for field in headers { response.headers.append(field) }
        return response
    }
}
