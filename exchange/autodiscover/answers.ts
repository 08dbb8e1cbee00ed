/** A candidate's answer about a mailbox, by SOAP or POX. */
export type AutodiscoverAnswer =
	| { kind: 'settings'; externalUrl?: string; internalUrl?: string }
	| { kind: 'redirectUrl'; url: string }
	| { kind: 'redirectAddress'; address: string }
	| { kind: 'error'; code: string; message?: string };

/**
 * True for an error by which autodiscover says that there is no such mailbox.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/errorcode-pox
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/errorcode-soap
 */
export function isUnknownAddress(code: string): boolean {
	return /^(500|501|InvalidUser|InvalidDomain)$/.test(code.trim());
}
