import type { Exchange } from '../connection';
import type { ConnectionSettings } from '../settings';
import type { CheckId, ConnectionReport } from './report';

export type * from './report';

export interface TestConnectionOptions {
	/** Mailboxes to open; default: the settings' `testMailbox`, else the service account's own. */
	mailboxes?: string[];
	/** Creates an item in each mailbox's calendar and removes it. Default false. */
	writeTest?: boolean;
	/** Runs only these checks (and reports only these); default all. */
	checks?: readonly CheckId[];
	signal?: AbortSignal;
}

/** The checks of the credential's Test button. */
export const testButtonChecks: readonly CheckId[] = [
	'settings',
	'autodiscover',
	'dns',
	'tcp',
	'tls',
	'http',
	'authentication',
	'version',
	'impersonation',
	'calendarRead',
];

/**
 * Goes through everything between here and a mailbox's calendar, step by step. A failed check is a result,
 * never an exception, and settings that can't be used are a failed `settings` check.
 */
export async function testConnection(
	_exchange: Exchange | ConnectionSettings,
	_options: TestConnectionOptions = {},
): Promise<ConnectionReport> {
	throw new Error('not there yet');
}
