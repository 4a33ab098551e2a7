import FoundationEssentials
import Foundations
import Hummingbird

/// The API's route for logins with the password that all users of the seed data share.
struct LoginRoutes: Sendable {
    static let path = "/api/v1/login"

    private static let password = "demo"
    private static let bodyLimit = 4096

    let tenants: ActiveTenants
    let counters: BackendCounters
    let sessions: Sessions
    /// Finds the account with an e-mail address.
    let account: @Sendable (_ email: String) async throws(FirmFailure) -> Account?

    func add(to router: Router<DemoContext>) {
        router.post("\(Self.path)") { request, _ in
            let login = try await request.json(LoginRequest.self, upTo: Self.bodyLimit)
            // Postgres does not allow NUL in text.
            guard !login.email.contains("\0") else {
                throw RequestProblem(status: .badRequest, message: "email must not contain NUL")
            }
            let account: Account?
            do throws(FirmFailure) { account = try await self.account(login.email) } catch { throw error.problem }
            // One response for an unknown address and a wrong password, after the same work.
            guard let account, login.password == Self.password else {
                counters.add(.loginFailure)
                throw RequestProblem(status: .unauthorized, message: "the e-mail address or the password is wrong")
            }
            counters.add(.login)
            tenants.record(account.firm.slug)
            return try JSONCoding.response(
                LoginAnswer(
                    token: await sessions.begin(firm: account.firm.slug),
                    user: account.user,
                    firm: account.firm
                )
            )
        }
    }
}
