import type { IExecuteFunctions } from 'n8n-workflow';

/** Says something over the output, where n8n can: it has it since 1.78. */
export function hint(
	context: IExecuteFunctions,
	message: string,
	type: 'info' | 'warning' = 'warning',
): void {
	(context as Partial<IExecuteFunctions>).addExecutionHints?.({
		message,
		type,
		location: 'outputPane',
	});
}
