import { behaviour } from './behaviour';

export const distinguishedFolderAddress = behaviour({
	name: 'distinguishedFolderAddress',
	changes: 'DistinguishedFolderId with a Mailbox that is named by a further address.',
	values: {
		primaryOnly: 'ErrorNonPrimarySmtpAddress, which carries the primary one',
		anyAddress: 'the folder',
	},
	standard: 'primaryOnly',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/distinguishedfolderid; https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode',
	certainty: 'source',
	coping:
		'The primary address is taken from the directory, or from the error, and used from then on.',
});
