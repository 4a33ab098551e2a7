/// Something that a step needs and this machine lacks.
package struct AbsentTool: Hashable, Sendable {
    package var reason: String
    package var remedy: String

    /// - Parameter name: the name that ``StepScript`` reports.
    package init(_ name: String) {
        switch name {
        case "npm-registry":
            reason = "the npm registry cannot be reached"
            remedy = "connect to the network, or add the package to the project's dependencies"
        case "docker-engine":
            reason = "no Docker engine answers"
            remedy = "start one, or set DOCKER_HOST"
        case "sqlx", "cargo-sqlx":
            reason = "sqlx is not installed"
            remedy = "cargo install sqlx-cli --no-default-features --features postgres"
        case "aws":
            reason = "aws is not installed"
            remedy = "install the AWS CLI, https://docs.aws.amazon.com/cli/"
        case "gh":
            reason = "gh is not installed"
            remedy = "install the GitHub CLI, https://cli.github.com/"
        case "cargo-clippy", "cargo-fmt":
            reason = "\(name) is not installed"
            remedy = "rustup component add \(name == "cargo-fmt" ? "rustfmt" : "clippy")"
        case _ where name.hasPrefix("cargo-"):
            reason = "\(name) is not installed"
            remedy = "cargo install \(name)"
        case "cargo":
            reason = "cargo is not installed"
            remedy = "install Rust, https://rustup.rs/"
        case "node", "npm", "npx":
            reason = "\(name) is not installed"
            remedy = "install Node.js, https://nodejs.org/"
        default:
            reason = "\(name) is not installed"
            remedy = "install \(name), so that it is in PATH"
        }
    }
}
