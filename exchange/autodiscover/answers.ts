/** A candidate's answer about a mailbox, by SOAP or POX. */
export type AutodiscoverAnswer =
	| { kind: 'settings'; externalUrl?: string; internalUrl?: string }
	| { kind: 'redirectUrl'; url: string }
	| { kind: 'redirectAddress'; address: string }
	| { kind: 'error'; code: string; message?: string };
