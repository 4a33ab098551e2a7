import ArgumentParser
import ComposeModel
import Glibc
import NativeRuntime
import OrderedCollections

/// `cpadev open`
struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a service's page in the browser.",
        discussion: "Prints the address where there is no browser to open it in."
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "The service.")
    var service: String

    func run() async throws {
        let stack = try LoadedStack.load(project)
        try CommandFailure.refuseUnknown([service], among: stack.project.services.keys)
        guard let url = stack.project.services[service]?.settings.open else {
            throw CommandFailure(
                .usage,
                "'\(service)' has no page to open",
                hint: "add 'x-cpadev: {open: \"http://…\"}' to it in the Compose file"
            )
        }
        Terminal.standardOutput.write(url + "\n")
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
}
