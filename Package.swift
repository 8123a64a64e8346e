// swift-tools-version: 6.2
import PackageDescription

// Targets are layers: siblings cannot see each other, arrows only point down (see the picture in README.md).

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String, debian package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "drivepipe",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        system("CMosquitto", pkgConfig: "libmosquitto", debian: "libmosquitto-dev"),
        system("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        system("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        system("CLibdeflate", pkgConfig: "libdeflate", debian: "libdeflate-dev"),
        system("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        system("CSodium", pkgConfig: "libsodium", debian: "libsodium-dev"),
        system("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        .systemLibrary(name: "CMalloc", path: "Sources/C/CMalloc"),
        .systemLibrary(name: "CPriority", path: "Sources/C/CPriority"),

        layer("Pipe", ["CPriority"]),
        layer("JSON"),
        layer("Cryptography", ["COpenSSL", "CSodium"]),
        layer("Archive", ["Pipe", "Cryptography", "CLibdeflate", "CZlib"]),
        layer("Backup", ["Archive", "Pipe", "Cryptography", "JSON", "CSQLite"]),
        layer("Catalog"),
        layer("HTTP", ["Pipe", "CCurl"]),
        layer("Drive", ["HTTP", "Catalog", "Pipe", "Cryptography", "JSON"]),
        layer("Supervisor", ["HTTP", "Pipe", "JSON"]),
        layer("MQTT", ["CMosquitto"]),
        layer(
            "Agent",
            [
                "MQTT", "Backup", "Archive", "Drive", "Supervisor", "HTTP", "Catalog", "Cryptography", "Pipe", "JSON",
                "CYAML", logging,
            ]),
        layer("HTTPServing", ["JSON"]),
        layer("DriveSimulator", ["HTTPServing", "Cryptography", "JSON"]),
        layer("SupervisorSimulator", ["HTTPServing", "Archive", "Pipe", "Cryptography", "JSON"]),

        program("drivepipe", ["Agent", "Backup", "Catalog", "CMalloc", "JSON", "Pipe", argumentParser, logging]),
        program("drive-simulator", ["DriveSimulator", "HTTPServing", argumentParser]),
        program("supervisor-simulator", ["SupervisorSimulator", "HTTPServing", argumentParser]),

        .target(name: "TestSupport", dependencies: ["Pipe"], path: "Tests/TestSupport", swiftSettings: strict),
        tests("PipeTests", ["Pipe", "TestSupport"]),
        tests("JSONTests", ["JSON"]),
        tests("CryptographyTests", ["Cryptography", "TestSupport"]),
        tests("ArchiveTests", ["Archive", "Pipe", "Cryptography", "TestSupport"]),
        tests("BackupTests", ["Backup", "Archive", "Pipe", "Cryptography", "JSON", "TestSupport"]),
        tests("CatalogTests", ["Catalog", "TestSupport"]),
        tests("HTTPTests", ["HTTP", "Pipe", "TestSupport"]),
        tests(
            "DriveTests", ["Drive", "HTTP", "Catalog", "Pipe", "Cryptography", "DriveSimulator", "JSON", "TestSupport"]),
        tests("MQTTTests", ["MQTT", "TestSupport"]),
        tests(
            "AgentTests",
            [
                "Agent", "Backup", "Archive", "Catalog", "MQTT", "HTTP", "Drive", "Supervisor", "Pipe", "JSON",
                "DriveSimulator", "SupervisorSimulator", "TestSupport", logging,
            ]),
        tests("DriveSimulatorTests", ["DriveSimulator", "HTTPServing", "Cryptography", "JSON"]),
        tests(
            "SupervisorTests",
            ["Supervisor", "SupervisorSimulator", "HTTP", "Archive", "Pipe", "JSON", "TestSupport"]),
        tests(
            "IntegrationTests",
            [
                "Agent", "Archive", "Backup", "Catalog", "MQTT", "HTTP", "Supervisor", "Cryptography", "Pipe", "JSON",
                "DriveSimulator", "SupervisorSimulator", "TestSupport", logging,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
