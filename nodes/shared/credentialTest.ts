import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { testedToken } from './accessToken';
import { modernCredential } from './authentication';
import { toSettings, withTokens } from './connection';

/**
 * The Test button of a credential: a short connection test. Shows the first failure with
 * its remedy, or the warning that no mailbox could be served. The checks are loaded when they are needed: n8n loads the nodes at every start.
 */
export async function exchangeServerTest(
	this: ICredentialTestFunctions,
	{ data = {}, type }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { firstToShow, paragraphOf } = await import('../../exchange/diagnosis/report');
		const { testButtonChecks, testConnection } = await import(
			'../../exchange/diagnosis/testConnection'
		);
		const settings =
			type === modernCredential ? withTokens(data, testedToken(data)) : toSettings(data);
		const report = await testConnection(settings, {
			checks: testButtonChecks,
			retryRefused: true,
		});
		const toShow = firstToShow(report);
		if (!toShow) {
			const warnings = report.checks.filter(({ status }) => status === 'warning');
			return { status: 'OK', message: [report.summary, ...warnings.map(paragraphOf)].join(' ') };
		}
		const but = toShow.status === 'warning' ? 'The connection works, but: ' : '';
		return { status: 'Error', message: `${but}${paragraphOf(toShow)}` };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : String(error) };
	}
}
