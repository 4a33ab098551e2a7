import ArgumentParser
import ComposeModel
import Foundations
import Glibc
import LogAnalysis
import NativeRuntime
import OrderedCollections
import StackHost

struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a service's web page in the browser.",
        discussion: "Prints the address, and opens it if there is a browser. Only http and https addresses are opened."
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "Name of the service.")
    var service: String

    func run() async throws {
        let stack = try LoadedStack.load(project)
        try CommandFailure.refuseUnknown([service], among: stack.project.services.keys)
        let url = try Self.address(stack.project.services[service]?.settings.open, of: service).text
        Terminal.standardOutput.writeData(url + "\n")
        let variables = CallerEnvironment.variables
        let hasDisplay = variables["DISPLAY"] != nil || variables["WAYLAND_DISPLAY"] != nil
        let search = ExecutableSearch(path: variables["PATH"] ?? "", directory: "/")
        guard hasDisplay, let opener = search.find("xdg-open") else { return }
        let error = CStringArray.with([opener, url]) { argv in
            execv(opener, argv)
            return errno
        }
        throw CommandFailure(.failed, "cannot run \(opener): \(String(cString: strerror(error)))")
    }

    /// The web address of a service. Others are refused, since an opener would run or show whatever they name.
    static func address(_ value: String?, of service: String) throws(CommandFailure) -> WebAddress {
        guard let value else {
            throw CommandFailure(
                .usage,
                "'\(service)' has no page to open",
                hint: "add 'x-cpadev: {open: \"http://…\"}' to it in the Compose file"
            )
        }
        guard let address = WebAddress(value) else {
            throw CommandFailure(
                .badData,
                "'\(service)' has no web page to open: '\(TerminalSanitizer.oneLine(value))' is not a web address",
                hint: "use an http:// or https:// address without spaces, quotes and control characters"
            )
        }
        return address
    }
}
