import ArgumentParser
import Hummingbird
import Logging

struct NotificationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications",
        abstract: "Receives notifications in place of PagerDuty, Slack and a mail server, and shows them.",
        discussion: """
            PagerDuty's events are received at /v2/enqueue, Slack's messages at /slack, and e-mails by SMTP. The newest \
            200 are listed at /notifications, and each is logged as one line. Nothing is forwarded.
            """
    )

    @OptionGroup var listen: ListenOptions

    @Option(help: "The port on which to receive e-mails.")
    var smtpPort: Int

    func run() async throws {
        let log = NotificationLog(logger: DemoServer.logger("notifications"))
        // Listens first, so that both do once the health route answers.
        let mail = try await DemoServer.listening(on: "\(listen.host):\(smtpPort)") {
            try await SMTPServer.start(host: listen.host, port: smtpPort) { mail in log.add(Notification(mail)) }
        }
        do {
            try await DemoServer.run("notifications", listen, NotificationRoutes(log: log).router())
        } catch {
            await mail.stop()
            throw error
        }
        await mail.stop()
    }
}
