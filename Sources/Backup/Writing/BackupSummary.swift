import Archive

/// What a finished backup consists of.
package struct BackupSummary: Sendable {
    package var slug: String
    package var members: [MemberStatistics]
    package var notices: BackupNotices

    package init(slug: String, members: [MemberStatistics], notices: BackupNotices) {
        self.slug = slug
        self.members = members
        self.notices = notices
    }
}
