import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import { connectionFieldNames } from '../../credentials/connectionFields';
import { tokensOf, type CredentialContext } from './accessToken';
import { credentialTypes, modernCredential } from './authentication';
import { isCancelled, toErrorItem, toNodeError } from './errors';
import { isToolRun } from './toolRun';

/** The settings of the credential that `authentication` picks. They are not checked here. */
export async function readSettings(context: CredentialContext): Promise<ConnectionSettings> {
	const authentication = authenticationOf(context);
	const type = credentialTypes.get(authentication) ?? String(authentication);
	const data = await context.getCredentials(type);
	return type === modernCredential ? withTokens(data, tokensOf(context)) : toSettings(data);
}

function authenticationOf(context: CredentialContext): unknown {
	if ('getCurrentNodeParameter' in context) {
		return context.getCurrentNodeParameter('authentication') ?? 'account';
	}
	// A trigger has no items.
	if ('emit' in context) return context.getNodeParameter('authentication', 'account');
	return context.getNodeParameter('authentication', 0, 'account');
}

/** The credential's fields are named like the settings; an empty field means its default. */
export function toSettings(data: ICredentialDataDecryptedObject): ConnectionSettings {
	const filled = Object.entries(data).filter(
		([name, value]) => name !== 'showAdvanced' && value !== '' && value !== null,
	);
	return Object.fromEntries(filled) as unknown as ConnectionSettings;
}

/** Of an OAuth credential only what is about the connection: the secrets of the sign-in stay with n8n. */
export function withTokens(
	data: ICredentialDataDecryptedObject,
	accessToken: ConnectionSettings['accessToken'],
): ConnectionSettings {
	const own = Object.entries(data).filter(([name]) => connectionFieldNames.has(name));
	return { ...toSettings(Object.fromEntries(own)), accessToken };
}

/**
 * Connects, does the work and closes the sockets, whatever happens. The library is loaded here, not when
 * n8n starts.
 */
export async function withExchange<T>(
	settings: ConnectionSettings,
	work: (exchange: Exchange) => Promise<T>,
): Promise<T> {
	const { connect } = await import('../../exchange/connection');
	const exchange = connect(settings);
	try {
		return await work(exchange);
	} finally {
		await exchange.close();
	}
}

/**
 * Runs a node's work on one connection for all its items.
 * @param failedOutput output of failed items
 * @throws NodeApiError | NodeOperationError as `failingEach` does
 */
export async function execute(
	context: IExecuteFunctions,
	work: (exchange: Exchange) => Promise<INodeExecutionData[][]>,
	failedOutput = 0,
): Promise<INodeExecutionData[][]> {
	return await failingEach(
		context,
		async () => await withExchange(await readSettings(context), work),
		failedOutput,
	);
}

/**
 * A failure that no single item is to blame for, such as a field of the credential, becomes every item's
 * failure when the node goes on after errors.
 * @throws NodeApiError | NodeOperationError when the node stops at errors, or the execution was cancelled
 */
export async function failingEach(
	context: IExecuteFunctions,
	work: () => Promise<INodeExecutionData[][]>,
	failedOutput: number,
): Promise<INodeExecutionData[][]> {
	try {
		return await work();
	} catch (error) {
		const failure = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || isCancelled(failure)) throw failure;
		const failed = context.getInputData().map((_, index) => toErrorItem(failure, index));
		const before = isToolRun(context) ? 0 : failedOutput;
		return [...Array.from({ length: before }, () => []), failed];
	}
}
