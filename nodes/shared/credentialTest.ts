import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { firstFailure, paragraphOf } from '../../exchange/diagnosis/report';
import { testedToken } from './accessToken';
import { modernCredential } from './authentication';
import { toSettings, withTokens } from './connection';

/**
 * The Test button of a credential: a short connection test. Shows the first failure with
 * its remedy. The checks are loaded when they are needed: n8n loads the nodes at every start.
 */
export async function exchangeServerTest(
	this: ICredentialTestFunctions,
	{ data = {}, type }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { testButtonChecks, testConnection } = await import(
			'../../exchange/diagnosis/testConnection'
		);
		const settings =
			type === modernCredential ? withTokens(data, testedToken(data)) : toSettings(data);
		const report = await testConnection(settings, { checks: testButtonChecks });
		const failure = firstFailure(report);
		if (!failure) return { status: 'OK', message: report.summary };
		return { status: 'Error', message: paragraphOf(failure) };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : String(error) };
	}
}
