import { envelope } from '../../../exchange/ews/envelope';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { calendar } from './examples/requests';
import { libraryRequests } from './examples/library';
import { operations } from './operations';

const schema = 'Exchange2013_SP1';
const alice = 'alice@enyoi.example';

/** As whom a request can be sent. */
const impersonations = {
	'as an SMTP address': { smtpAddress: alice },
	'as a principal': { userPrincipalName: alice },
	'as a SID': { sid: 'S-1-5-21-1-2-3-1104' },
};

/** Envelopes of the project's own operations, by the operation and the title of the example. */
export function ownRequests(): Record<string, string> {
	const named = operations.flatMap(({ exported, operation, requests }) =>
		Object.entries(requests).map(([title, request]): [string, string] => [
			`${exported}, ${title}`,
			envelope(operation.request(request), { schema }),
		]),
	);
	const impersonated = Object.entries(impersonations).map(
		([title, impersonation]): [string, string] => [
			title,
			envelope(getFolder.request({ folders: [calendar] }), { schema, impersonation }),
		],
	);
	return Object.fromEntries([...named, ...impersonated]);
}

/** An envelope of every kind that is sent at all, by a title. */
export async function exampleRequests(): Promise<Record<string, string>> {
	return { ...ownRequests(), ...(await libraryRequests()) };
}
