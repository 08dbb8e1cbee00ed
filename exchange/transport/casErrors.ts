/**
 * True for an `X-CasErrorCode` by which the front end says that there is no such mailbox, user, domain or
 * organisation. The other codes are about servers and databases, which come back.
 */
export function isUnknownMailbox(casErrorCode: string | undefined): casErrorCode is string {
	return /^\s*(User|Domain|Organization|Mailbox\w*)NotFound\s*$/i.test(casErrorCode ?? '');
}
