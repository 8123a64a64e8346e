/// The version of the program, shown by `--version`, in the broker's info topic and in each backup's manifest.
package enum Version {
    package static let current = "0.1.0"
}
