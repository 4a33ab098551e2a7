import Testing

@testable import cpa_demo

@Suite struct AlertHeadingTests {
    @Test(arguments: [
        ("critical: ApiErrorRate", "ApiErrorRate", "critical", Notification.Status.firing),
        ("High:  Disk usage: /data", "Disk usage: /data", "high", .firing),
        ("resolved: ApiErrorRate (critical)", "ApiErrorRate", "critical", .resolved),
        ("resolved: ApiErrorRate", "ApiErrorRate", "unknown", .resolved),
        ("resolved: Disk (data)", "Disk (data)", "unknown", .resolved),
        ("Re: critical: lunch", "Re: critical: lunch", "unknown", .firing),
        ("deployed", "deployed", "unknown", .firing), ("", "", "unknown", .firing), (":", ":", "unknown", .firing),
    ])
    func aTitleNamesSeverityAndAlert(text: String, alert: String, severity: String, status: Notification.Status) {
        let heading = AlertHeading(text)
        #expect(heading.alert == alert && heading.severity == severity && heading.status == status)
    }
}
