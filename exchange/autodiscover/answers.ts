/** What a candidate says about a mailbox, whether asked by SOAP or POX. */
export type AutodiscoverAnswer =
	| { kind: 'settings'; externalUrl?: string; internalUrl?: string }
	| { kind: 'redirectUrl'; url: string }
	| { kind: 'redirectAddress'; address: string }
	| { kind: 'error'; code: string; message?: string };
