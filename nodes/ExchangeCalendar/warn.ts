import type { IExecuteFunctions } from 'n8n-workflow';

/** Says something over the output, where n8n can: it has it since 1.78. */
export function warn(context: IExecuteFunctions, message: string): void {
	(context as Partial<IExecuteFunctions>).addExecutionHints?.({
		message,
		type: 'warning',
		location: 'outputPane',
	});
}
