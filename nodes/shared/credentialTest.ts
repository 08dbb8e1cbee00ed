import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { firstFailure } from '../../exchange/diagnosis/report';
import { testButtonChecks, testConnection } from '../../exchange/diagnosis/testConnection';
import { toSettings } from './connection';

/**
 * What a credential's Test button does: the connection test in short form. Shows the first failure with
 * its remedy.
 */
export async function exchangeServerTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const report = await testConnection(toSettings(data ?? {}), { checks: testButtonChecks });
		const failure = firstFailure(report);
		if (!failure) return { status: 'OK', message: report.summary };
		const { details, remedy, command } = failure;
		const message = [details, remedy, command && `Command: ${command}`].filter(Boolean).join(' ');
		return { status: 'Error', message };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : String(error) };
	}
}
